"""The pages on which people take quizzes and see results. They work by plain forms; scripts only make them calmer."""
