"""Names of what may be done with the register; the table of who may lies in organisations.policy."""

NAMES = "members.names"
SEE = "members.see"
UNMASK = "members.unmask"
EDIT = "members.edit"
MOVE = "members.move"
IMPORT = "members.import"
ARRANGE_CREWS = "crews.arrange"
