package loglens;

import args.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

public final class Main {
    public static void main(String[] arguments) throws IOException {
        Options options = new Options("log-lens", "FILE...")
                .option("format", "text", "text, html or json")
                .option("top", "10", "how many lines a ranking has");
        try {
            Options.Parsed parsed = options.parse(arguments);
            LogLens lens = new LogLens();
            for (String file : parsed.operands()) {
                try (Stream<String> lines = Files.lines(Path.of(file))) {
                    lens.read(lines);
                }
            }
            System.out.print(lens.report(parsed.number("top")).write(parsed.value("format")));
        } catch (NoSuchFileException e) {
            System.err.println("log-lens: no such file: " + e.getMessage());
            System.exit(1);
        } catch (IllegalArgumentException e) {
            System.err.print("log-lens: " + e.getMessage() + "\n" + options.usage());
            System.exit(2);
        }
    }
}
