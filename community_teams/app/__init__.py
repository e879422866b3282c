"""The member's app at `/to-cong-nghe/`: its shell, its service worker, its manifest, the words of its scripts."""
