package io.cameldiscovery.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A page under {@code docs/}: the blocks of code and the tables that stand in it. */
public final class Guide {

    private static final String FENCE = "```";
    private static final String MARK = "<!-- run: ";

    private final String name;
    private final List<String> lines;

    public Guide(String name) {
        this.name = name;
        try {
            this.lines = Files.readAllLines(TestNode.PROJECT.resolve("docs").resolve(name));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /**
     * A block of code.
     *
     * @param line where it begins
     * @param run what the comment before it says how to run it; empty if there is none
     */
    public record Block(int line, String language, String run, String text) {
        /** What tells it in the report of a test. */
        @Override
        public String toString() {
            return "line " + line + (run.isEmpty() ? "" : ", " + run);
        }
    }

    public List<Block> blocks(String language) {
        List<Block> blocks = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            if (lines.get(at).equals(FENCE + language)) {
                List<String> text = lines.subList(at + 1, lines.size()).stream()
                        .takeWhile(line -> !line.equals(FENCE))
                        .toList();
                String before = at == 0 ? "" : lines.get(at - 1);
                String run = before.startsWith(MARK)
                        ? before.substring(MARK.length()).replace("-->", "").strip()
                        : "";
                blocks.add(new Block(at + 1, language, run, String.join("\n", text) + "\n"));
            }
        }
        return blocks;
    }

    /** The YAML of the block that holds the route of that id. */
    public String route(String id) {
        return blocks("yaml").stream()
                .map(Block::text)
                .filter(text -> text.contains("    id: " + id + "\n"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no route " + id + " in " + name));
    }

    /** The rows of the first table below that heading, without its head: cells without blanks and code marks. */
    public List<List<String>> table(String heading) {
        int at = lines.indexOf(heading);
        if (at < 0) {
            throw new AssertionError("no " + heading + " in " + name);
        }
        return lines.subList(at, lines.size()).stream()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(Guide::cells)
                .toList();
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1).split("\\|"))
                .map(cell -> cell.replace("`", "").strip())
                .toList();
    }
}
