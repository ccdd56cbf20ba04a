package dev.tidemark.cli.farm;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.tidemark.cli.log.Attempts.Attempt;
import dev.tidemark.cli.log.Chunk;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BuildLogChunk;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.service.FarmSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an attempt prints, chunk by chunk, as far as the brokers have it. Belongs to one thread. */
public final class ChunkFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkFeed.class);
    /** Who joins a build that goes on already is told late that it began; what else was printed by then is looked for from the beginning. */
    private static final Duration BEFORE_IT_WAS_TOLD = Duration.ofMinutes(2);
    /** What a chunk may be at most, whatever it says of itself: as the contract has it. */
    private static final int LONGEST = 1 << 16;

    private final Tail<BuildLogChunk> chunks;

    public ChunkFeed(FarmSettings farm, Pool pool, Attempt attempt) {
        Topic topic = Topics.buildLog(pool.trust());
        String key = pool + "/" + attempt.id();
        this.chunks = Tail.open(farm, topic, BuildLogChunk.class, key, key::equals);
        chunks.from(attempt.at().minus(BEFORE_IT_WAS_TOLD));
    }

    /** All that is kept, once more. */
    public void fromBeginning() {
        chunks.fromBeginning();
    }

    /** What comes next, waiting at most so long for anything at all. */
    public List<Chunk> next(Duration patience) {
        return chunks.next(patience).stream()
                .flatMap(record -> chunk(record.value()).stream())
                .toList();
    }

    /** Whether everything was told that the broker had when it answered last; false before it has. */
    public boolean isUpToDate() {
        return chunks.isUpToDate();
    }

    /** One that is not what it says is as good as none. */
    private static Optional<Chunk> chunk(BuildLogChunk event) {
        try {
            return Optional.of(new Chunk(
                    event.getSequence(),
                    event.getOffset(),
                    text(event),
                    event.getEnd().map(end -> new Chunk.End(end.getLogBytes(), end.getLimited()))));
        } catch (ZstdException | IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("attempt", event.getAttempt())
                    .addKeyValue("chunk", event.getSequence())
                    .addKeyValue("reason", e.getMessage())
                    .log("a chunk of a log cannot be unpacked and is left out");
            return Optional.empty();
        }
    }

    private static ByteBuffer text(BuildLogChunk event) {
        int length = event.getLength();
        if (length == 0) {
            return ByteBuffer.allocate(0);
        }
        if (length < 0 || length > LONGEST) {
            throw new IllegalArgumentException("a chunk of " + length + " bytes");
        }
        byte[] packed = new byte[event.getZstd().remaining()];
        event.getZstd().duplicate().get(packed);
        byte[] text = Zstd.decompress(packed, length);
        if (text.length != length) {
            throw new IllegalArgumentException("%d bytes instead of %d".formatted(text.length, length));
        }
        return ByteBuffer.wrap(text);
    }

    @Override
    public void close() {
        chunks.close();
    }
}
