# SPDX-License-Identifier: Apache-2.0
"""A reflector that is not ours, in user space: what it answers is up to the test."""

from support import stamp_packet

LOOK_UP_S = 0.02


def reply(request, **changes):
    """What a plain stateless reflector sends back, as octets; changes: fields of a Reply."""
    now = request.timestamp
    fields = {"seq": request.seq, "timestamp": now, "error": request.error,
              "ssid": request.ssid, "receive": now, "sender_seq": request.seq,
              "sender_timestamp": request.timestamp, "sender_error": request.error,
              "mbz_38": bytes(2), "sender_ttl": 255, "mbz_41": bytes(3)} | changes
    return stamp_packet.Reply(**fields).pack()


def serve(service, sender, answers):
    """Answers on a Client until a Running sender ends; the Requests that came.
    answers(request): the payloads that go back."""
    requests = []
    service.socket.settimeout(LOOK_UP_S)
    while sender.process.poll() is None:
        try:
            payload, asker = service.receive()
        except TimeoutError:
            continue
        requests.append(stamp_packet.Request.parse(payload))
        for answer in answers(requests[-1]):
            service.send(answer, asker)
    return requests
