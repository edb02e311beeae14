"""The command line: one thin function a command. What does the work is imported when it is needed."""
