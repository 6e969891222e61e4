"""How text that people type is read: one way for all doors, pure, in Vietnamese and English.

    tokens      a text as tokens: its own spelling, one for comparing, one without accents
    phrases     what words can mean, from the tables in `words/*.toml`
    lookalikes  sizes, ratios, addresses, quotes: their numbers and names are nobody else's
    time        days, hours, stretches and lengths of time, put together from pieces
    people      who is named, and what part each plays
    sight       all of these of one line
    doors       what a line of work, a to-do, leave, a deadline, a move or a snooze takes from it

A value is taken only when it is the one sensible reading; otherwise an `Answer` says why it is asked, with
the readings to choose from. Words are read as they are typed: with accents, "mãi" is no "mai".
"""
