package dev.tidemark.agent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of {@code /etc} that every machine has, with nothing in them of the machine that a command runs on. */
final class SystemFiles {

    private static final Map<String, String> CONTENTS =
            new TreeMap<>(Map.of("passwd", """
            root:x:0:0:root:/build/home:/bin/sh
            builder:x:1000:1000:builder:/build/home:/bin/sh
            nobody:x:65534:65534:nobody:/nonexistent:/bin/sh
            """, "group", """
            root:x:0:
            builder:x:1000:
            nogroup:x:65534:
            """, "hosts", """
            127.0.0.1 localhost
            ::1 localhost
            """, "nsswitch.conf", """
            passwd: files
            group: files
            hosts: files dns
            """));

    /** Their names. */
    static final List<String> NAMES = List.copyOf(CONTENTS.keySet());

    private SystemFiles() {}

    /** Writes them anew. */
    static void into(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> file : CONTENTS.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }
}
