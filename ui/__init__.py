"""All that a person meets: the command line, the screens, the digest, the exports."""
