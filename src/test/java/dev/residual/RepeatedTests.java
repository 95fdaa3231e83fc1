package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URL;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the tests that run on H2 and again on PostgreSQL. Their parts are abstract classes, and a
 * part does not run on a database whose outer class has no nested class of it.
 */
class RepeatedTests {

  @ParameterizedTest
  @MethodSource("parts")
  void partRunsOnH2AndOnPostgres(JavaClass part) {
    assertThat(part.getSubclasses())
        .extracting(nested -> nested.getEnclosingClass().orElseThrow().getSimpleName())
        .as("outer classes of %s", part.getSimpleName())
        .hasSize(2)
        .filteredOn(outer -> outer.endsWith("OnPostgresTests"))
        .hasSize(1);
  }

  static List<JavaClass> parts() {
    URL tests = RepeatedTests.class.getProtectionDomain().getCodeSource().getLocation();
    return new ClassFileImporter()
        .withImportOption(location -> location.contains("Tests")).importUrl(tests).stream()
            .filter(test -> test.getModifiers().contains(JavaModifier.ABSTRACT))
            .filter(test -> test.getSimpleName().endsWith("Tests"))
            .toList();
  }
}
