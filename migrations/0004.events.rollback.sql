-- drops: momentum.momentum_events momentum.motivation_journal momentum.habit_index
DROP TABLE momentum.habit_index;
DROP TABLE momentum.motivation_journal;
DROP TABLE momentum.momentum_events;
