"""Bytes over the wire, politely.

agent: The user agent of sites whose registry entry sets none
browser: Draw a list page in the system's Chromium, which never touches the network: the client answers its requests
client: HTTP/1.1 for one site: keeps every byte, pins the address, and waits its turn
connections: Connections to hosts: opened at a pinned address, kept for the next request, with TLS as the site needs it
cookies: The cookies of one site in one run: set by its answers, returned to the hosts and paths they belong to, discarded at the end
http1: One HTTP/1.1 exchange over a connection, keeping the bytes as received: status line, headers in any charset, chunks
proxies: HTTP proxies: which one a URL goes through, and what is said to it
resolver: The addresses of a host: resolved once, pinned, and refused if they are not of the open internet
robots: What each host's robots.txt allows us; fetched once a run and archived like everything else
throttle: Allow one request at a time to a host and to the IP address behind it, with a pause in between
"""
