"""Money in a text: sums, amounts and what is said of them. Values: `desk.text.money.values`."""
