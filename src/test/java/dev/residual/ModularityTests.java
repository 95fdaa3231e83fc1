package dev.residual;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** The walls between the modules, and what may be known behind each. */
class ModularityTests {

  private static final String[] HTTP = {
    "org.springframework.http..", "org.springframework.web..", "jakarta.servlet.."
  };
  private static final String[] DATABASE = {
    "jakarta.persistence..",
    "org.springframework.data..",
    "org.springframework.jdbc..",
    "java.sql.."
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.residual");

  @Test
  void modulesUseOnlyWhatTheirPackageAllows() {
    ApplicationModules.of(ResidualApplication.class).verify();
  }

  @Test
  void onlyTorchKnowsLibtorch() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.residual.torch")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl.pytorch..")
        .check(CLASSES);
  }

  @Test
  void onlyTorchAndOneDnnCallNativeFunctions() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.residual.torch", "dev.residual.onednn")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(CLASSES);
  }

  @Test
  void jobsKnowNoTensors() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.residual.job..", "dev.residual.web..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }

  @Test
  void trainingKnowsNeitherHttpNorADatabase() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.residual.training", "dev.residual.torch", "dev.residual.onednn")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(HTTP)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(DATABASE)
        .check(CLASSES);
  }

  @Test
  void networksKnowNoSpringSaveForTheControllerThatShowsThem() {
    noClasses()
        .that()
        .resideInAPackage("dev.residual.nn")
        .and(are(not(simpleNameEndingWith("Controller"))))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework.context..",
            "org.springframework.stereotype..",
            "org.springframework.web..",
            "org.springframework.http..",
            "jakarta.persistence..")
        .check(CLASSES);
  }

  @Test
  void onlyModelsAndJobsKnowTheDatabase() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.residual.model",
            "dev.residual.job..",
            "dev.residual.cluster",
            "dev.residual.web..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(DATABASE)
        .check(CLASSES);
  }
}
