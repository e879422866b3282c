"""What questions and quizzes share on the officials' screens: two people, rights, the audit, what waits for whom."""
