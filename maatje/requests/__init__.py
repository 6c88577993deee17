"""Help requests: pupils, what help they want, the consent, and the coordinator's first decision."""
