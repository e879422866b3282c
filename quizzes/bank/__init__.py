"""The question bank: questions as officials edit them, and the versions that learners see."""
