"""A cluster on one machine: nodes, their database, phones and far ends, in network namespaces that end with the script.

network    namespaces, addresses that move, cut wires
processes  what is started in a namespace and ends with us
postgres   the database's server
product    a node's process, its configuration, its GraphQL
cluster    all of it put together, and taken apart again
sip        messages and digest
wire       UDP, TCP and TLS sockets of the far side
agents     phones and far ends: calls, retransmissions, media
registrars far ends that register nobody but us, and write down each REGISTER
ownership  who registered what, for how long, as the far ends saw it
report     tables, verdicts, the status a script ends with
"""
