"""Which modules of Asterisk the centre loads, and no others (S04).

Owns the allow-list, in an order in which each module finds what it needs. Pure.
"""

from __future__ import annotations

_FOUNDATION = (
    "res_timing_timerfd",
    "res_security_log",
    "pbx_config",
    "func_callerid",
    "func_channel",
    "func_logic",
    "func_strings",
    "func_timeout",
    "res_musiconhold",
)
_MEDIA = (
    "codec_ulaw",
    "codec_alaw",
    "codec_a_mu",
    "codec_g722",
    "codec_resample",
    "format_pcm",
    "format_sln",
    "format_wav",
    "res_rtp_asterisk",
    "bridge_simple",
    "bridge_native_rtp",
    "bridge_softmix",
    "bridge_holding",
)
_SIP = (
    "res_sorcery_config",
    "res_sorcery_memory",
    "res_sorcery_astdb",
    "res_pjproject",
    "res_pjsip",
    "res_pjsip_pubsub",
    "res_pjsip_session",
    "res_pjsip_sdp_rtp",
    "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_endpoint_identifier_user",
    "res_pjsip_authenticator_digest",
    "res_pjsip_registrar",
    "res_pjsip_caller_id",
    "res_pjsip_dtmf_info",
    "res_pjsip_dlg_options",
    "res_pjsip_empty_info",
    "res_pjsip_maintenance",
    "res_pjsip_nat",
    "res_pjsip_rfc3326",
    "chan_pjsip",
)
_ARI = (
    "res_http_websocket",
    "res_websocket_client",
    "res_stasis",
    "res_stasis_answer",
    "res_stasis_playback",
    "res_stasis_recording",
    "res_stasis_snoop",
    "app_stasis",
    "res_ari",
    "res_ari_model",
    "res_ari_applications",
    "res_ari_asterisk",
    "res_ari_bridges",
    "res_ari_channels",
    "res_ari_endpoints",
    "res_ari_events",
    "res_ari_playbacks",
    "res_ari_recordings",
)
_DIALPLAN = (
    "app_playback",
    "app_dial",
    "app_queue",
    "app_stack",
    "app_softhangup",
    "app_channelredirect",
    "res_speech",
    "res_agi",
)
_MANAGEMENT = ("res_manager_devicestate",)

MODULES = _FOUNDATION + _MEDIA + _SIP + _ARI + _DIALPLAN + _MANAGEMENT
"""Names without the ending .so."""
