package io.cameldiscovery.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** Listens to a logger and all below it, for as long as it is open. */
public final class LogOf implements AutoCloseable {

    private final String name;
    private final Level level;
    private final Memory memory = new Memory();

    private LogOf(String name, Level level) {
        this.name = name;
        this.level = ((Logger) LogManager.getLogger(name)).getLevel();
        Configurator.setLevel(name, level);
        ((Logger) LogManager.getLogger(name)).addAppender(memory);
        memory.start();
    }

    /** Everything from INFO on. */
    public static LogOf infoAndAbove(String name) {
        return new LogOf(name, Level.INFO);
    }

    public List<String> lines() {
        return List.copyOf(memory.lines);
    }

    @Override
    public void close() {
        ((Logger) LogManager.getLogger(name)).removeAppender(memory);
        Configurator.setLevel(name, level);
        memory.stop();
    }

    private static final class Memory extends AbstractAppender {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        Memory() {
            super("memory", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
        }
    }
}
