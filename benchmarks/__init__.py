"""What the program costs: time, memory and growth, beside a floor and two peers."""
