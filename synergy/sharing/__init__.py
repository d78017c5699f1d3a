"""What subsidiaries let each other see: policies, requests for more, grants; and why one sees what one sees."""
