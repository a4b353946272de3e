"""Who is signed in, on which device, and what was done: accounts, links, devices, the journal, who looked."""
