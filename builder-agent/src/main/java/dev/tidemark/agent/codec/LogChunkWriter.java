package dev.tidemark.agent.codec;

import com.github.luben.zstd.Zstd;
import dev.tidemark.agent.log.LogChunk;
import dev.tidemark.agent.log.LoggedAttempt;
import dev.tidemark.schemas.event.BuildLogChunk;
import dev.tidemark.schemas.event.LogEnd;
import dev.tidemark.schemas.wire.EventSerdes;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serializer;

/** Writes what recipes print, compressed. Thread-safe as the serdes are. */
public final class LogChunkWriter {

    private final Serializer<BuildLogChunk> chunks;
    private final AgentIdentity self;

    /** @param self who builds */
    public LogChunkWriter(EventSerdes serdes, AgentIdentity self) {
        this.chunks = serdes.of(BuildLogChunk.class).serializer();
        this.self = self;
    }

    /** What a chunk's record is keyed by: the same for all of an attempt. */
    public String key(LoggedAttempt attempt) {
        return self.pool() + "/" + attempt.attempt();
    }

    public byte[] write(String topic, LoggedAttempt attempt, LogChunk chunk) {
        byte[] text = new byte[chunk.bytes()];
        chunk.text().duplicate().get(text);
        BuildLogChunk event = BuildLogChunk.newBuilder()
                .setPool(self.pool().toString())
                .setAttempt(attempt.attempt())
                .setAgent(self.name())
                .setIncarnation(self.incarnation())
                .setSet(attempt.of().set())
                .setAttribute(attempt.of().attribute())
                .setVersion(attempt.version())
                .setBuildKey(attempt.buildKey().hex())
                .setSequence(chunk.sequence())
                .setOffset(chunk.offset())
                .setLength(text.length)
                .setZstd(ByteBuffer.wrap(text.length == 0 ? text : Zstd.compress(text)))
                .setEnd(chunk.end()
                        .map(end -> new LogEnd(end.logBytes(), end.limited()))
                        .orElse(null))
                .build();
        return chunks.serialize(topic, event);
    }
}
