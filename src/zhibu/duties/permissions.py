"""Names of what may be done here; the table of who may lies in organisations.policy."""

SEE = "month.see"
