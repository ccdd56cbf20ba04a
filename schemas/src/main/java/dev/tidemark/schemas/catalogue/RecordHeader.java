package dev.tidemark.schemas.catalogue;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;

/**
 * Every header that a record may bear. Values are UTF-8. Readers ignore headers that they do not know, and a program that
 * writes to a public topic may add its own.
 */
public enum RecordHeader {
    CE_SPECVERSION("ce_specversion", "CloudEvents' version.", Presence.OPTIONAL, "1.0"),
    CE_ID("ce_id", "The bump's identity: the same bump again has the same.", Presence.OPTIONAL, "demo:textkit@2.0"),
    CE_TYPE("ce_type", "What kind of event it is.", Presence.OPTIONAL, "dev.tidemark.version-bump"),
    CE_SOURCE("ce_source", "Who published it.", Presence.OPTIONAL, "/tidemark/publishers/release-watcher"),
    CE_TIME("ce_time", "When the publisher saw the release, as RFC 3339.", Presence.OPTIONAL, "2026-01-01T12:00:00Z"),
    CONTENT_TYPE("content-type", "Of the value: CloudEvents' datacontenttype.", Presence.OPTIONAL, "application/avro"),
    TRACEPARENT(
            "traceparent",
            "Trace context (W3C, version 00) of the bump that this is due to. What has none begins none.",
            Presence.OPTIONAL,
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    PUT_RIGHT_FROM(
            "tidemark-put-right-from",
            "On a bump that lay in another partition than its set's, or under another key: topic, partition and offset that it came from.",
            Presence.OPTIONAL,
            "tidemark.version-bump.v1/2/17"),
    SET("set", "The set.", Presence.ALWAYS, "demo"),
    WAVE("wave", "The wave that found it.", Presence.ALWAYS, "demo-1"),
    SCOPE(
            "scope",
            "Name of a scope of the operator's that it is of. None on a tombstone.",
            Presence.ANY_NUMBER_OF_TIMES,
            "python"),
    PACKAGE(
            "package",
            "Attribute path of a package that regressed. None on a tombstone.",
            Presence.ANY_NUMBER_OF_TIMES,
            "textkit"),
    MAINTAINER(
            "maintainer",
            "Handle of somebody who can act. None on a tombstone.",
            Presence.ANY_NUMBER_OF_TIMES,
            "alice"),
    COURIER(
            "courier",
            "A courier that could not deliver it; on a record that was put back, one that it is for. A record without any is for all.",
            Presence.ANY_NUMBER_OF_TIMES,
            "mail-courier"),
    ERROR_TOPIC(
            "__streams.errors.topic", "The topic that it came from.", Presence.OPTIONAL, "tidemark.version-bump.v1"),
    ERROR_PARTITION("__streams.errors.partition", "Its partition there, in decimal.", Presence.OPTIONAL, "2"),
    ERROR_OFFSET("__streams.errors.offset", "Its offset there, in decimal.", Presence.OPTIONAL, "17"),
    ERROR_MESSAGE(
            "__streams.errors.message",
            "Why it could not be read or decided, as a sentence with the next step.",
            Presence.OPTIONAL,
            "a bump without a value says nothing: publish it again with one"),
    REPLAYED(
            "tidemark-replayed",
            "On a record that is no dead letter but a note that one was put back: where that letter came from.",
            Presence.OPTIONAL,
            "tidemark.version-bump.v1/2/17"),
    DISMISSED(
            "tidemark-dismissed",
            "On a record that is no dead letter but a note that somebody has seen one and wants it no more: where that letter came from.",
            Presence.OPTIONAL,
            "tidemark.version-bump.v1/2/17");

    /** How often a record bears it. */
    public enum Presence {
        ALWAYS,
        OPTIONAL,
        ANY_NUMBER_OF_TIMES
    }

    private final String label;
    private final String doc;
    private final Presence presence;
    private final String example;

    RecordHeader(String label, String doc, Presence presence, String example) {
        this.label = label;
        this.doc = doc;
        this.presence = presence;
        this.example = example;
    }

    /** Its name in the record. */
    public String label() {
        return label;
    }

    /** What it says. */
    public String doc() {
        return doc;
    }

    /** How often a record of a topic that has it bears it. */
    public Presence presence() {
        return presence;
    }

    /** A value that could be. */
    public String example() {
        return example;
    }

    /** Adds it; one of the same name that is there stays. */
    public void add(Headers headers, String value) {
        headers.add(label, value.getBytes(StandardCharsets.UTF_8));
    }
}
