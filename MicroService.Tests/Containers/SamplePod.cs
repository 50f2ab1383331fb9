namespace MicroService.Tests.Containers;

/// <summary>A Deployment with every field that a hardened pod of ours has.</summary>
internal static class SamplePod
{
    public const string Yaml = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: api-config
        data:
          HTTP_PORTS: "8080"
          Management__Port: "8081"
          Authentication__AllowAnonymous: "true"
          Documents__BodyMemory: "20971520"
          Documents__Concurrency: "1"
          Documents__MaxFindings: "20000"
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: api
        spec:
          template:
            metadata:
              annotations:
                checksum/config: "0123"
            spec:
              serviceAccountName: api
              automountServiceAccountToken: false
              enableServiceLinks: false
              terminationGracePeriodSeconds: 35
              securityContext:
                runAsNonRoot: true
                runAsUser: 1654
                runAsGroup: 1654
                fsGroup: 1654
                fsGroupChangePolicy: OnRootMismatch
                seccompProfile:
                  type: RuntimeDefault
              containers:
                - name: api
                  image: localhost/api:1.0.0
                  imagePullPolicy: IfNotPresent
                  ports:
                    - name: http
                      containerPort: 8080
                      protocol: TCP
                    - name: management
                      containerPort: 8081
                  envFrom:
                    - configMapRef:
                        name: api-config
                  env:
                    - name: POD_NAME
                      valueFrom:
                        fieldRef:
                          fieldPath: metadata.name
                    - name: OTEL_RESOURCE_ATTRIBUTES
                      value: k8s.pod.name=$(POD_NAME)
                  resources:
                    requests:
                      cpu: 100m
                      memory: 512Mi
                      ephemeral-storage: 256Mi
                    limits:
                      memory: 512Mi
                      ephemeral-storage: 256Mi
                  securityContext:
                    allowPrivilegeEscalation: false
                    privileged: false
                    readOnlyRootFilesystem: true
                    capabilities:
                      drop:
                        - ALL
                  startupProbe:
                    httpGet:
                      path: /health/startup
                      port: management
                    periodSeconds: 2
                    failureThreshold: 65
                  readinessProbe:
                    httpGet:
                      path: /health/ready
                      port: management
                  livenessProbe:
                    httpGet:
                      path: /health/live
                      port: management
                  lifecycle:
                    postStart:
                      exec:
                        command:
                          - /app/MicroService.Api
                          - warm-up
                    preStop:
                      sleep:
                        seconds: 5
                  volumeMounts:
                    - name: tmp
                      mountPath: /tmp
                    - name: config
                      mountPath: /etc/microservice/config
                      readOnly: true
                    - name: secrets
                      mountPath: /etc/microservice/secrets
                      readOnly: true
              volumes:
                - name: tmp
                  emptyDir:
                    sizeLimit: 64Mi
                - name: config
                  configMap:
                    name: api-config
                - name: secrets
                  secret:
                    secretName: api-secrets
                    defaultMode: 0440
        """;
}
