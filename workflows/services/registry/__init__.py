"""What the registry's files bring: students and their failed courses, read with suspicion, written all or nothing."""
