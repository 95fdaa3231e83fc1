package dev.residual.web.request;

import dev.residual.web.Problem;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Refuses a query parameter that the endpoint does not know, because a client could not tell that
 * it was ignored. Also refuses a second value of a parameter that has one, and a value that no
 * database can store.
 */
@Configuration(proxyBeanMethods = false)
class UnknownParameterInterceptor implements HandlerInterceptor {

  private static final String OURS = "dev.residual.";

  @Bean
  WebMvcConfigurer refuseUnknownParameters() {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(UnknownParameterInterceptor.this);
      }
    };
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    // The error page receives the query of the request that failed. Tomcat includes the page if
    // the answer has begun.
    if (request.getDispatcherType() != DispatcherType.ERROR
        && request.getDispatcherType() != DispatcherType.INCLUDE
        && handler instanceof HandlerMethod method
        && method.getBeanType().getName().startsWith(OURS)) {
      List<String> known = known(method);
      if (request.getQueryString() != null) {
        requireKnown(queried(request), known);
      }
      requireOneValue(request, method);
      requireStorable(request, known);
    }
    return true;
  }

  private static void requireKnown(Set<String> queried, List<String> known) {
    for (String name : queried) {
      if (!known.contains(name)) {
        throw Problem.refused(
            name,
            known.isEmpty()
                ? "is not a known parameter; none is known here"
                : "is not a known parameter; known are " + String.join(", ", known));
      }
    }
  }

  /** Refuses a second value, which would be dropped, unless the endpoint takes a list. */
  private static void requireOneValue(HttpServletRequest request, HandlerMethod method) {
    Map<String, String[]> given = request.getParameterMap();
    Arrays.stream(method.getMethodParameters())
        .filter(parameter -> !isList(parameter.getParameterType()))
        .flatMap(UnknownParameterInterceptor::names)
        .forEach(
            name -> {
              String[] values = given.getOrDefault(name, new String[0]);
              if (values.length > 1) {
                throw Problem.refused(
                    name,
                    String.format(
                        Locale.ROOT, "must be given once, was given %d times", values.length));
              }
            });
  }

  private static boolean isList(Class<?> type) {
    return type.isArray() || Collection.class.isAssignableFrom(type);
  }

  /**
   * Checks form fields, too. PostgreSQL cannot compare with a text that has this character. A field
   * that the endpoint does not know may be a file that was sent without a name.
   */
  private static void requireStorable(HttpServletRequest request, List<String> known) {
    request
        .getParameterMap()
        .forEach(
            (name, values) -> {
              if (known.contains(name)
                  && Arrays.stream(values).anyMatch(value -> value.indexOf('\0') >= 0)) {
                throw Problem.refused(name, "must not contain the character U+0000");
              }
            });
  }

  private static Set<String> queried(HttpServletRequest request) {
    return new TreeSet<>(
        UriComponentsBuilder.newInstance()
            .query(request.getQueryString())
            .build()
            .getQueryParams()
            .keySet());
  }

  private static List<String> known(HandlerMethod method) {
    return Arrays.stream(method.getMethodParameters())
        .flatMap(UnknownParameterInterceptor::names)
        .toList();
  }

  /** Returns the names that an argument of a handler binds; a record binds its components. */
  private static Stream<String> names(MethodParameter parameter) {
    if (parameter.hasParameterAnnotation(RequestParam.class)) {
      return Stream.of(name(parameter));
    }
    Class<?> type = parameter.getParameterType();
    return parameter.hasParameterAnnotation(ParameterObject.class) && type.isRecord()
        ? Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName)
        : Stream.empty();
  }

  private static String name(MethodParameter parameter) {
    return MergedAnnotations.from(parameter.getParameterAnnotations())
        .get(RequestParam.class)
        .getValue("name", String.class)
        .filter(name -> !name.isEmpty())
        .orElseGet(() -> parameter.getParameter().getName());
  }
}
