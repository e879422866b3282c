"""The member's app on the phone: its shell, its texts, what its service worker keeps."""
