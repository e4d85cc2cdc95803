"""What is due in the risk service, as Today shows it among everything else."""

from dataclasses import dataclass
from datetime import date

from pscp_desktop.services.mediation.dues import DueItem
from pscp_desktop.services.risk.service import Risk


@dataclass(frozen=True, slots=True)
class RiskDues:
    """Reads the dues of the risk files this worker leads."""

    risk: Risk

    def of(self, today: date) -> tuple[DueItem, ...]:
        """Deadlines, feedback to ask for, outcomes to look back on, and what expires."""
        return tuple(
            DueItem(
                due=item.due,
                dossier=item.dossier,
                record=item.record,
                number=item.number,
                title=item.title,
                dispute="",
            )
            for item in self.risk.boards.due(today)
        )
