"""Workers: they score, fill in, evaluate and work off queues, each in sessions of their own."""

from datetime import timedelta

from chaos.actor import Actor
from chaos.world import FIRST_DAY

SETTING = "UPDATE momentum.settings SET value = %s WHERE name = %s"
SETTINGS = {
    "live_scoring": (*("on",) * 7, "off"),
    "live_badges": (*("on",) * 7, "off"),
    "realtime_fanout_limit": ("40", "10000", "10000"),
    "notify_mode": ("channels", "doorbell", "deferred"),
}


class Worker(Actor):
    """Does what a scheduler or an operator does, far too often."""

    def act(self) -> None:
        """Run something."""
        choose = self.random
        today = self.world.today
        days = [FIRST_DAY + timedelta(days=n) for n in range((today - FIRST_DAY).days + 1)]
        first, last = sorted(choose.choices([*days, *days[-3:], today], k=2))
        some = [user for user in self.world.busy() if user not in self.world.prompt]
        size = choose.choice((7, 100, 500))
        name, statement, parameters = choose.choice(
            [
                (
                    "calculate_scores, everyone",
                    "SELECT momentum.calculate_scores(%s)",
                    (first,),
                ),
                ("calculate_scores", "SELECT momentum.calculate_scores(%s, %s)", (first, some)),
                (
                    "calculate_scores, v1",
                    "SELECT momentum.calculate_scores(%s, %s, 'v1')",
                    (last, some[:2]),
                ),
                ("calculate_score", "SELECT momentum.calculate_score(%s, %s)", (some[0], last)),
                (
                    "recalculate_scores",
                    "CALL momentum.recalculate_scores(%s, %s, %s, %s, 1000)",
                    (first, last, some, size),
                ),
                (
                    "backfill_empty_days",
                    "CALL momentum.backfill_empty_days(%s, %s, %s, 300)",
                    (max(first, last - timedelta(days=2)), last, size),
                ),
                (
                    "drain_rescore_queue",
                    "SELECT momentum.drain_rescore_queue(%s)",
                    (choose.choice((1, 20, 10000)),),
                ),
                ("drain_summary_queue", "SELECT momentum.drain_summary_queue()", ()),
                ("evaluate_scenarios", "SELECT momentum.evaluate_scenarios()", ()),
                (
                    "evaluate_milestones",
                    "SELECT momentum.evaluate_milestones(p_user_ids => %s)",
                    (some,),
                ),
                ("reconcile_badges", "SELECT momentum.reconcile_badges('2 days')", ()),
                (
                    "award_retroactively",
                    "SELECT momentum.award_retroactively(%s)",
                    (list(self.world.badges)[-1],),
                ),
                ("maintain_partitions", "SELECT momentum.maintain_partitions()", ()),
                ("settings", SETTING, self._setting()),
            ]
        )
        self.connection.execute(statement.encode(), parameters)
        self.world.tally.did(name)

    def _setting(self) -> tuple[str, str]:
        name = self.random.choice(list(SETTINGS))
        return self.random.choice(SETTINGS[name]), name
