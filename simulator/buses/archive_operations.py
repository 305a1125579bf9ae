"""Making, changing and listing archives (EB-ARC-01)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.buses.archive import Archive
from pattern_tck.simulator.buses.constraints import check_name, check_number, invalid
from pattern_tck.simulator.buses.event import moment
from pattern_tck.simulator.buses.holdings import Holdings, taken
from pattern_tck.simulator.buses.pages import page
from pattern_tck.simulator.octets import length
from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import Refusal

_UNEXPECTED: Final = "Service encountered unexpected problem. Please try again."


class ArchiveOperations(Holdings):
    """The operations about archives."""

    @operation("CreateArchive")
    def create_archive(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Make an archive of a bus: of all its events, or of those that match a pattern."""
        name = parameters["ArchiveName"]
        check_name(name, "archiveName", longest=48)
        bus = self.bus(parameters["EventSourceArn"])
        if name in self.archives:
            raise taken(f"Archive {name} already exists.")
        arn = self.region.arn("events", f"archive/{name}")
        archive = Archive(name, arn, bus.arn, self.moment)
        self._set(archive, parameters)
        self.archives[name] = archive
        bus.archives.append(archive)
        return _made(archive)

    @operation("UpdateArchive")
    def update_archive(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Change what is given: the description, the pattern, the retention.

        An archive that is not there is a failure of the service itself, as AWS has it (recorded,
        LocalStack's validated tests, ``test_update_archive_error_unknown_archive``).
        """
        archive = self.archives.get(parameters["ArchiveName"])
        if archive is None:
            raise Refusal("InternalException", _UNEXPECTED, status=500, sender=False)
        self._set(archive, parameters)
        return _made(archive)

    def _set(self, archive: Archive, parameters: Mapping[str, Any]) -> None:
        text = parameters.get("EventPattern")
        pattern = archive.pattern if text is None else self.compiled(text)
        days = parameters.get("RetentionDays", archive.retention)
        check_number(days, "retentionDays", least=0, most=2**31 - 1)
        archive.pattern = pattern
        archive.pattern_text = archive.pattern_text if text is None else text
        archive.retention = days
        archive.description = parameters.get("Description", archive.description)

    @operation("DeleteArchive")
    def delete_archive(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Delete an archive with all that it keeps."""
        archive = self.archive(parameters["ArchiveName"])
        del self.archives[archive.name]
        self.bus(archive.bus).archives.remove(archive)
        # A replay of it may still know it.
        archive.clear()
        return {}

    @operation("DescribeArchive")
    def describe_archive(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Describe an archive, with the number of events that it keeps."""
        archive = self.archive(parameters["ArchiveName"])
        described = {
            "ArchiveArn": archive.arn,
            "Description": archive.description,
            "EventPattern": archive.pattern_text,
        }
        given = {name: value for name, value in described.items() if value is not None}
        return self._listed(archive) | given

    @operation("ListArchives")
    def list_archives(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """List archives by a prefix of their names, by their bus, or by their state."""
        prefix, bus, state = (
            parameters.get(name) for name in ("NamePrefix", "EventSourceArn", "State")
        )
        if [prefix, bus, state].count(None) < 2:
            raise invalid(
                "At most one filter is allowed for ListArchives. "
                "Use either : State, EventSourceArn, or NamePrefix."
            )
        if bus is not None:
            self.bus(bus)
        found = [
            archive
            for _, archive in sorted(self.archives.items())
            if archive.name.startswith(prefix or "")
            and bus in (None, archive.bus)
            and state in (None, "ENABLED")
        ]
        shown, token = page(found, parameters)
        return {"Archives": [self._listed(archive) for archive in shown], **token}

    def _listed(self, archive: Archive) -> dict[str, Any]:
        events = archive.events(self.moment)
        return {
            "ArchiveName": archive.name,
            "EventSourceArn": archive.bus,
            "State": "ENABLED",
            "RetentionDays": archive.retention,
            "SizeBytes": sum(length(event.text) for event in events),
            "EventCount": len(events),
            "CreationTime": moment(archive.made),
        }


def _made(archive: Archive) -> dict[str, Any]:
    return {
        "ArchiveArn": archive.arn,
        "State": "ENABLED",
        "CreationTime": moment(archive.made),
    }
