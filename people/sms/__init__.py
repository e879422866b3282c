"""Text messages: put into the database with what they are about, sent afterwards by the background process."""
