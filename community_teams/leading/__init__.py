"""`/to-cong-nghe/quan-ly/`: what a leader sees and decides, on a phone with a network; works without scripts."""
