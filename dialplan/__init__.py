"""The site folder read and checked, and the exchange's configuration rendered from it.

Owns everything between an administrator's YAML and a running Asterisk: reader, renderer, writer,
start and stop. Never takes part in a call. Pure parts: `site_model`, `document`, `site_check`,
`flow_check`, `plan_builder`, `renderer`, `line_filter`; the rest is edge.
"""
