package args;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options a program takes: {@code --name value}, {@code --name=value} and flags. {@code --} ends them; the rest are
 * operands.
 */
public final class Options {
    private final String program;
    private final String operands;
    private final Map<String, Option> options = new LinkedHashMap<>();

    public Options(String program, String operands) {
        this.program = program;
        this.operands = operands;
    }

    /** An option with a value; this one where it is not given. */
    public Options option(String name, String otherwise, String meaning) {
        options.put(name, new Option(false, otherwise, meaning));
        return this;
    }

    public Options flag(String name, String meaning) {
        options.put(name, new Option(true, "false", meaning));
        return this;
    }

    /** Reads a command line. Throws {@link UsageException} for one that it does not understand. */
    public Parsed parse(String... words) {
        Map<String, String> values = new LinkedHashMap<>();
        options.forEach((name, option) -> values.put(name, option.otherwise()));
        List<String> rest = new ArrayList<>();
        boolean onlyOperands = false;
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            if (onlyOperands || !word.startsWith("--")) {
                rest.add(word);
            } else if (word.equals("--")) {
                onlyOperands = true;
            } else {
                int equals = word.indexOf('=');
                String name = word.substring(2, equals < 0 ? word.length() : equals);
                Option option = options.get(name);
                if (option == null) {
                    throw new UsageException("unknown option --" + name);
                }
                if (option.isFlag() && equals >= 0) {
                    throw new UsageException("--" + name + " takes no value");
                }
                if (!option.isFlag() && equals < 0 && i + 1 == words.length) {
                    throw new UsageException("--" + name + " needs a value");
                }
                values.put(name, option.isFlag() ? "true" : equals < 0 ? words[++i] : word.substring(equals + 1));
            }
        }
        return new Parsed(values, List.copyOf(rest));
    }

    public String usage() {
        StringBuilder usage = new StringBuilder("usage: " + program + " [OPTION]... " + operands + "\n");
        options.forEach((name, option) -> {
            String shown = "--" + name + (option.isFlag() ? "" : " " + option.otherwise());
            usage.append(String.format("  %-22s %s%n", shown, option.meaning()));
        });
        return usage.toString();
    }

    private record Option(boolean isFlag, String otherwise, String meaning) {}

    /** A command line, understood. */
    public record Parsed(Map<String, String> values, List<String> operands) {
        public String value(String name) {
            return values.get(name);
        }

        public int number(String name) {
            try {
                return Integer.parseInt(value(name));
            } catch (NumberFormatException e) {
                throw new UsageException("--" + name + " needs a number, not \"" + value(name) + "\"");
            }
        }

        public boolean has(String flag) {
            return value(flag).equals("true");
        }
    }

    /** A command line that cannot be understood; the message is for the person who typed it. */
    public static final class UsageException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        public UsageException(String message) {
            super(message);
        }
    }
}
