package dev.tidemark.service.streams;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Who an instance of a topology is to the brokers: Streams names its clients and transactions after a random number that it keeps in a file
 * beside the stores. An instance that comes back without its state folder would be somebody else, while the group still knows its static
 * member by the former client (brokers keep that of a static member that returns): what it had left open would hold its own tasks up until it
 * times out, and others would take what it begins now for left open. So the number is made from the instance's name.
 */
final class ProcessIdentity {

    /** As Streams names it, and reads it: an object with the number. */
    private static final String FILE = "kafka-streams-process-metadata";

    private final Path folder;
    private final UUID number;

    ProcessIdentity(Path stateFolder, String application, String instance) {
        this.folder = stateFolder.resolve(application);
        this.number = number(application, instance);
    }

    private static UUID number(String application, String instance) {
        return UUID.nameUUIDFromBytes((application + "/" + instance).getBytes(StandardCharsets.UTF_8));
    }

    /** What the names of an instance's clients and transactions begin with. */
    static String client(String application, String instance) {
        return application + "-" + number(application, instance);
    }

    /** Puts the file where Streams looks for it when it is made. */
    void put() throws IOException {
        String content = "{\"processId\":\"%s\"}".formatted(number);
        Path file = folder.resolve(FILE);
        if (Files.exists(file) && Files.readString(file).equals(content)) {
            return;
        }
        Files.createDirectories(folder);
        Path part = folder.resolve(FILE + ".part");
        Files.writeString(part, content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
