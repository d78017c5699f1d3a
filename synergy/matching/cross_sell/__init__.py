"""What else to offer a customer: a model learned from who holds what, stored in the graph, asked in one statement."""
