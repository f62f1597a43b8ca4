"""The queue of files: whole messages only, each to one worker, whoever else reads and writes."""

import json
import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection

from leadgap.broker import Channel

PRODUCERS, CONSUMERS, EACH = 3, 3, 60


def connect(folder: Path) -> Connection:
    return Connection(
        "filesystem://",
        transport="leadgap.broker:Transport",
        transport_options={
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.01,
        },
    )


def produce(folder: Path, producer: int) -> None:
    with connect(folder) as connection, connection.SimpleQueue("work") as queue:
        for number in range(EACH):
            queue.put({"id": f"{producer}-{number}", "filler": "x" * 20_000})


def consume(folder: Path, done: Any, got: Any) -> None:
    """Read until the producers are done and nothing is left; an empty or half message would raise here."""
    taken = []
    with connect(folder) as connection, connection.SimpleQueue("work") as queue:
        while True:
            finished = done.is_set()
            try:
                message = queue.get(block=False)
            except queue.Empty:
                if finished:
                    break
                continue
            assert len(message.payload["filler"]) == 20_000
            taken.append(message.payload["id"])
            message.ack()
    got.put(taken)


def test_every_message_arrives_whole_and_once_among_racing_processes(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    done, got = spawn.Event(), spawn.Queue()
    consumers = [spawn.Process(target=consume, args=(tmp_path, done, got)) for _ in range(CONSUMERS)]
    producers = [spawn.Process(target=produce, args=(tmp_path, number)) for number in range(PRODUCERS)]
    for process in [*consumers, *producers]:
        process.start()

    for process in producers:
        process.join()
    done.set()
    taken = [got.get(timeout=60) for _ in consumers]
    for process in consumers:
        process.join()

    assert [process.exitcode for process in [*consumers, *producers]] == [0] * (PRODUCERS + CONSUMERS)
    expected = sorted(f"{producer}-{number}" for producer in range(PRODUCERS) for number in range(EACH))
    assert sorted(message for some in taken for message in some) == expected
    assert list((tmp_path / "queue").iterdir()) == []


def test_messages_come_in_the_order_they_were_put(tmp_path: Path) -> None:
    with connect(tmp_path) as connection, connection.SimpleQueue("work") as queue:
        for number in range(5):
            queue.put(number)

        assert [queue.get(block=False).payload for _ in range(5)] == [0, 1, 2, 3, 4]


def test_a_message_being_written_is_not_seen(tmp_path: Path) -> None:
    with connect(tmp_path) as connection, connection.SimpleQueue("work") as queue:
        (tmp_path / "queue" / ".00000000000000000001_half.work.msg").write_text("")

        assert len(queue) == 0
        with pytest.raises(queue.Empty):
            queue.get(block=False)


def test_queues_do_not_take_each_others_messages(tmp_path: Path) -> None:
    with (
        connect(tmp_path) as connection,
        connection.SimpleQueue("work") as work,
        connection.SimpleQueue("rest") as rest,
    ):
        work.put("for a")

        with pytest.raises(rest.Empty):
            rest.get(block=False)
        assert work.get(block=False).payload == "for a"


def test_what_a_worker_had_reserved_returns_when_it_stops(tmp_path: Path) -> None:
    with connect(tmp_path) as connection, connection.SimpleQueue("work") as queue:
        queue.put("unfinished")
        queue.get(block=False)

    with connect(tmp_path) as connection, connection.SimpleQueue("work") as queue:
        assert queue.get(block=False).payload == "unfinished"


def test_binding_twice_keeps_one_line_a_queue(tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        channel: Channel = connection.channel()
        for queue in ("a", "b", "a"):
            channel._queue_bind("exchange", "key", "", queue)

    bindings = json.loads((tmp_path / "control" / "exchange.exchange").read_text())
    assert sorted(queue for _, _, queue in bindings) == ["a", "b"]


def test_a_full_disk_is_a_channel_error_which_celery_retries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with connect(tmp_path) as connection:
        channel: Channel = connection.channel()
        monkeypatch.setattr(Path, "write_text", no_space)

        with pytest.raises(connection.channel_errors, match="No space left"):
            channel._put("work", {"body": "x"})
