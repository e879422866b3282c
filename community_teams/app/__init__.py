"""The member's app at `/to-cong-nghe/`: its shell, its worker, its manifest, the words that its scripts show."""
