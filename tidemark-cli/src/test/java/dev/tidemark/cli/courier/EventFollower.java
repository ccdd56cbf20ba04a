package dev.tidemark.cli.courier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events as a browser does. */
final class EventFollower implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InputStream stream;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /**
     * An event.
     *
     * @param name empty for one that only says how far the stream is
     * @param data empty where it has none
     */
    record Event(String id, String name, String data) {

        JsonNode json() throws IOException {
            return JSON.readTree(data);
        }
    }

    private EventFollower(InputStream stream) {
        this.stream = stream;
    }

    /** @param after the id of the last event that it had; null to begin with what happens now */
    static EventFollower open(HttpClient client, String url, @Nullable String after)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).header("Accept", "text/event-stream");
        if (after != null) {
            request.header("Last-Event-ID", after);
        }
        HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).as(url).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        EventFollower follower = new EventFollower(answer.body());
        Thread unused = Thread.ofPlatform().daemon().name("events").start(follower::read);
        return follower;
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            Event event = new Event("", "", "");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!event.id().isEmpty()) {
                        events.add(event);
                    }
                    event = new Event("", "", "");
                } else if (line.startsWith("id: ")) {
                    event = new Event(line.substring(4), event.name(), event.data());
                } else if (line.startsWith("event: ")) {
                    event = new Event(event.id(), line.substring(7), event.data());
                } else if (line.startsWith("data: ")) {
                    event = new Event(event.id(), event.name(), line.substring(6));
                }
            }
        } catch (IOException e) {
            // It was cut.
        }
    }

    /** What comes next; waited for. */
    Event next() throws InterruptedException {
        Event event = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (event == null) {
            throw new AssertionError("no event within " + PATIENCE);
        }
        return event;
    }

    /** Cuts it off. */
    @Override
    public void close() throws IOException {
        stream.close();
    }
}
