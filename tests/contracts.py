"""Two kinds of import contract that import-linter does not bring.

Both speak of modules that may not exist yet: such a name is passed over and counts from the day it
appears. What is lost by that, the notice of a misspelt name, is won back by `test_contracts`, which
breaks every contract once.
"""

from collections.abc import Iterable
from typing import cast

import grimp
from importlinter import Contract, ContractCheck, fields, output


class _ByImport(Contract):
    """A contract that is broken by single imports, and names them with their lines."""

    def illegal(self, graph: grimp.ImportGraph) -> Iterable[tuple[str, str]]:
        """Pairs of importer and imported that break the contract."""
        raise NotImplementedError

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        found = [
            f"{importer} -> {imported} (line {detail['line_number']})"
            for importer, imported in sorted(set(self.illegal(graph)))
            for detail in graph.get_import_details(importer=importer, imported=imported)
        ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["found"]:
            output.print_error(f"- {line}", bold=False)


class OnlyContract(_ByImport):
    """`modules` are imported by `importers` and themselves, and by nobody else."""

    type_name = "only"
    modules = fields.ListField(subfield=fields.StringField())
    importers = fields.ListField(subfield=fields.StringField())

    def illegal(self, graph: grimp.ImportGraph) -> Iterable[tuple[str, str]]:
        modules, importers = _names(self.modules), _names(self.importers)
        for imported in graph.modules:
            if _inside_any(imported, modules):
                for importer in graph.find_modules_that_directly_import(imported):
                    if not _inside_any(importer, [*importers, *modules]):
                        yield importer, imported


class ApartContract(_ByImport):
    """The modules of `package` import none of each other but those that are `shared`.

    Modules that share their first word are one thing in several files: `mediation` may import
    `mediation_documents`.
    """

    type_name = "apart"
    package = fields.StringField()
    shared = fields.ListField(subfield=fields.StringField())

    def illegal(self, graph: grimp.ImportGraph) -> Iterable[tuple[str, str]]:
        inside = [name for name in graph.modules if name.startswith(f"{self.package}.")]
        for importer in inside:
            for imported in graph.find_modules_directly_imported_by(importer):
                if imported in inside and not self._may(importer, imported):
                    yield importer, imported

    def _may(self, importer: str, imported: str) -> bool:
        depth = str(self.package).count(".") + 1
        one, other = importer.split(".")[depth], imported.split(".")[depth]
        return other in _names(self.shared) or one.split("_")[0] == other.split("_")[0]


def _names(field: object) -> list[str]:
    """What a field of a contract holds once it is read; its declared type is that of the field."""
    return [str(name) for name in cast("Iterable[object]", field)]


def _inside_any(module: str, packages: Iterable[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
