package dev.residual.web.request;

import dev.residual.web.InvalidValueException;
import dev.residual.web.UnicodeText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Refuses strings and keys with half of a surrogate pair, such as the JSON {@code "\ud800"}. They
 * could be stored, but the readers of many clients fail on an answer that has one.
 */
class WellFormedStrings extends SimpleModule {

  WellFormedStrings() {
    addDeserializer(String.class, new Values());
    addKeyDeserializer(String.class, new Keys());
  }

  private static String checked(String text, DeserializationContext context) {
    if (!UnicodeText.isWellFormed(text)) {
      throw illFormed(context);
    }
    return text;
  }

  private static JacksonException illFormed(DeserializationContext context) {
    return context.instantiationException(
        String.class,
        new InvalidValueException(
            "it is not well-formed Unicode, as it has half of a surrogate pair"));
  }

  private static final class Values extends StringDeserializer {

    @Override
    public @Nullable String deserialize(JsonParser parser, DeserializationContext context) {
      String text = super.deserialize(parser, context);
      return text == null ? null : checked(text, context);
    }
  }

  private static final class Keys extends KeyDeserializer {

    @Override
    public Object deserializeKey(String key, DeserializationContext context) {
      return checked(key, context);
    }
  }
}
