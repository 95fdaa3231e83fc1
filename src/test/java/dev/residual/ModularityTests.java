package dev.residual;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModule;
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

  /**
   * A module may use modules of lower floors only. A nested module lies above its parent if it uses
   * it, and below if its parent uses it.
   */
  private static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          entry("files", 5),
          entry("protobuf", 5),
          entry("natives", 6),
          entry("web", 10),
          entry("web.error", 11),
          entry("web.request", 11),
          entry("web.openapi", 11),
          entry("torch", 10),
          entry("storage", 10),
          entry("image", 10),
          entry("image.content", 9),
          entry("preprocessing", 15),
          entry("nn", 20),
          entry("dataset", 20),
          entry("dataset.archive", 19),
          entry("dataset.cache", 22),
          entry("dataset.near", 21),
          entry("dataset.pack", 21),
          entry("dataset.decode", 22),
          entry("dataset.report", 22),
          entry("dataset.ingest", 23),
          entry("dataset.own", 24),
          entry("safetensors", 20),
          entry("cluster", 20),
          entry("access", 21),
          entry("access.key", 22),
          entry("access.audit", 22),
          entry("access.token", 22),
          entry("access.chain", 23),
          entry("ui", 30),
          entry("pipeline", 30),
          entry("onednn", 30),
          entry("model", 30),
          entry("model.upload", 41),
          entry("recipe", 40),
          entry("evaluation", 40),
          entry("evaluation.web", 41),
          entry("inference", 40),
          entry("onnx", 40),
          entry("bundle", 50),
          entry("feedback", 45),
          entry("feedback.drift", 46),
          entry("feedback.web", 47),
          entry("predict", 50),
          entry("oip", 50),
          entry("training", 50),
          entry("training.network", 48),
          entry("training.optimizer", 49),
          entry("training.precomputed", 49),
          entry("training.progress", 49),
          entry("job", 60),
          entry("job.estimate", 61),
          entry("job.web", 62),
          entry("job.worker", 61),
          entry("job.events", 61),
          entry("job.tensorboard", 61),
          entry("job.maintenance", 61),
          entry("evaluation.run", 65),
          entry("lineage", 65),
          entry("sweep", 70),
          entry("sweep.web", 71),
          entry("webhook", 70),
          entry("webhook.client", 69),
          entry("webhook.web", 71));

  private static final JavaClasses CLASSES =
      ArchConfiguration.withThreadLocalScope(
          configuration -> {
            // Rules about the names of packages need not read the classes of libraries.
            configuration.setResolveMissingDependenciesFromClassPath(false);
            // Looking for the package would read all jars.
            return new ClassFileImporter()
                .importUrl(
                    ResidualApplication.class.getProtectionDomain().getCodeSource().getLocation());
          });

  @Test
  void modulesUseOnlyWhatTheirPackageAllows() {
    ApplicationModules.of(ResidualApplication.class).verify();
  }

  @Test
  void modulesUseOnlyModulesOfLowerFloors() {
    ApplicationModules modules = ApplicationModules.of(ResidualApplication.class);
    assertThat(modules.stream().map(module -> module.getIdentifier().toString()))
        .containsExactlyInAnyOrderElementsOf(FLOORS.keySet());
    modules.forEach(
        module ->
            assertThat(module.getDirectDependencies(modules).uniqueModules())
                .as("modules that %s uses", module.getIdentifier())
                .allMatch(used -> floor(used) < floor(module)));
  }

  private static int floor(ApplicationModule module) {
    return FLOORS.get(module.getIdentifier().toString());
  }

  @Test
  void packagesAreSmall() {
    Map<String, Long> types =
        CLASSES.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getPackageName, counting()));
    assertThat(types).allSatisfy((name, count) -> assertThat(count).as(name).isLessThan(32));
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
        .resideInAnyPackage("dev.residual.job..", "dev.residual.sweep..", "dev.residual.web..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }

  @Test
  void trainingKnowsNeitherHttpNorADatabase() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.residual.training..", "dev.residual.torch", "dev.residual.onednn")
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
            "dev.residual", // puts the service together
            "dev.residual.access..",
            "dev.residual.model",
            "dev.residual.job..",
            "dev.residual.cluster",
            "dev.residual.dataset.own",
            "dev.residual.evaluation.run",
            "dev.residual.feedback",
            "dev.residual.sweep",
            "dev.residual.webhook",
            "dev.residual.web..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(DATABASE)
        .check(CLASSES);
  }
}
