"""Hold the paper: the forms, sound figures, agencies, sentences, equations and the drawing model. Nothing here knows a file format."""
