package dev.residual.web;

import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/** What a client writes is taken as it is written, or refused; nothing is dropped or guessed. */
@Configuration(proxyBeanMethods = false)
class StrictJson {

  /** No body of ours nests deeper than a handful; a hundred thousand brackets are an attack. */
  private static final int MAX_DEPTH = 32;

  private static final int MAX_NUMBER = 100;
  private static final int MAX_NAME = 1_000;

  @Bean
  JsonMapperBuilderCustomizer strictness() {
    return builder ->
        builder
            .enable(
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .withCoercionConfig(
                LogicalType.Textual,
                text -> {
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                  text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                  text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                });
  }

  /** After Boot's own, which sets all limits to its defaults. */
  @Bean
  @Order
  JsonFactoryBuilderCustomizer bounds() {
    return builder ->
        builder.streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER)
                .maxNameLength(MAX_NAME)
                .build());
  }

  /** Of clients alone: what the service itself has kept may hold a NaN, and must stay readable. */
  @Bean
  WebMvcConfigurer finiteNumbers(JsonMapper json) {
    JsonMapper strict =
        json.rebuild()
            .addModule(
                new SimpleModule()
                    .addDeserializer(Double.class, new FiniteNumber(Double.class))
                    .addDeserializer(double.class, new FiniteNumber(double.class)))
            .build();
    return new WebMvcConfigurer() {
      @Override
      public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        converters.withJsonConverter(new JacksonJsonHttpMessageConverter(strict));
      }
    };
  }
}
