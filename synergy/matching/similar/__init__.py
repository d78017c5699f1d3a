"""Work like a project's: projects, cases and reports that would help, and that they did."""
