package dev.residual.sweep;

import dev.residual.recipe.ArchitectureRequest;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.ValidationSize;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The fields of a job of which a sweep can try values, by their dotted names. */
final class JobFields {

  /** What a field holds. */
  enum Kind {
    /** A whole number. */
    WHOLE,
    /** A number. */
    NUMBER,
    /** Something else, of which there are no ranges. */
    OTHER
  }

  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, Integer.class, long.class, Long.class, ValidationSize.class);
  private static final Set<Class<?>> NUMBER = Set.of(double.class, Double.class);

  /** These are written in other forms than their records have. */
  private static final Set<Class<?>> OPAQUE =
      Set.of(ArchitectureRequest.class, ValidationSize.class);

  private JobFields() {}

  /** Returns what a field holds, or empty if a sweep cannot try values of it. */
  static Optional<Kind> find(String path) {
    if (path.equals("recipe") || path.equals("device")) {
      return Optional.of(Kind.OTHER);
    }
    Class<?> type = Recipe.class;
    for (String name : path.split("\\.", -1)) {
      Optional<Class<?>> next = component(type, name);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      type = next.get();
    }
    return Optional.of(
        WHOLE.contains(type) ? Kind.WHOLE : NUMBER.contains(type) ? Kind.NUMBER : Kind.OTHER);
  }

  private static Optional<Class<?>> component(Class<?> type, String name) {
    if (!type.isRecord() || OPAQUE.contains(type)) {
      return Optional.empty();
    }
    return components(type)
        .filter(component -> component.getName().equals(name))
        .<Class<?>>map(RecordComponent::getType)
        .findFirst();
  }

  private static Stream<RecordComponent> components(Class<?> record) {
    return Arrays.stream(record.getRecordComponents());
  }
}
