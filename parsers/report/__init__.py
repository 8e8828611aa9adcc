"""The annual-report grammar: document in, report with facts and checks out."""
