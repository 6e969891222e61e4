"""How text that people type is read: one way for all doors, pure, in Vietnamese and English.

    tokens      a text as tokens: its own spelling, one for comparing, one without accents
    lexicon     what words can mean, from the tables in `words/`
    phrases     all of that for a short line; `pasted.cues` for texts of many words
    lookalikes  sizes, ratios, addresses, quotes: their numbers and names are nobody else's
    time        days, hours, stretches and lengths of time, put together from pieces
    money       amounts, what is said about them, and what only looks like one
    people      who is named, and what part each plays
    sight       people and times of one line
    pasted      mails, chats, tables and lists taken apart
    feedback    what the clauses of a client's remarks are; `brief`: which of their words belong to a field
    requests    how words to the bot are meant, and what they name
    doors       what everybody else calls: what a line of work, a to-do, leave, a deadline, a budget, a paste,
                feedback, a brief or a request takes from a text

A value is taken only when it is the one sensible reading; otherwise an `Answer` says why it is asked, with
the readings to choose from. Words are read as they are typed: with accents, "mãi" is no "mai".
"""
