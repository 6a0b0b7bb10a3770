{{- define "tracker.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The name of roles and bindings. It contains the namespace, since releases in several namespaces may have the same name. */}}
{{- define "tracker.role" -}}
{{- printf "%s:%s" .Release.Namespace (include "tracker.fullname" .) -}}
{{- end -}}

{{/* A value as text. Numbers are written without an exponent. */}}
{{- define "tracker.text" -}}
{{- if kindIs "string" . }}{{ . }}{{ else }}{{ toJson . }}{{ end -}}
{{- end -}}

{{/* A list as a text with commas. */}}
{{- define "tracker.list" -}}
{{- range $index, $item := . }}{{ if $index }},{{ end }}{{ include "tracker.text" $item }}{{ end -}}
{{- end -}}

{{/* A map of texts, such as labels. */}}
{{- define "tracker.texts" -}}
{{- $texts := dict }}
{{- range $key, $value := . }}{{ $_ := set $texts $key (include "tracker.text" $value) }}{{ end -}}
{{- toYaml $texts -}}
{{- end -}}

{{- define "tracker.selector" -}}
app: {{ include "tracker.fullname" . | quote }}
{{- end -}}

{{/* The chart's own labels of every object. */}}
{{- define "tracker.ownLabels" -}}
{{ include "tracker.selector" . }}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" | quote }}
{{- end -}}

{{/*
The metadata of an object, from a dict:
  root         the root context
  name         empty: the full name
  namespace    empty: the release's; false: none
  labels       more labels
  annotations  its annotations
*/}}
{{- define "tracker.metadata" -}}
name: {{ default (include "tracker.fullname" .root) .name | quote }}
{{- if not (eq (toString .namespace) "false") }}
namespace: {{ default .root.Release.Namespace .namespace | quote }}
{{- end }}
labels:
  {{- mergeOverwrite (dict) (default (dict) .root.Values.commonLabels) (default (dict) .labels) (include "tracker.ownLabels" .root | fromYaml)
      | include "tracker.texts" | nindent 2 }}
{{- with .annotations }}
annotations:
  {{- include "tracker.texts" . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "tracker.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "tracker.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "tracker.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (include "tracker.text" (default .Chart.AppVersion .Values.image.tag)) -}}
{{- end -}}
{{- end -}}

{{- define "tracker.secret" -}}
{{- default (include "tracker.fullname" .) .Values.credential.secretName -}}
{{- end -}}

{{/* The ConfigMap of the settings file; empty: there is none. */}}
{{- define "tracker.settings" -}}
{{- if .Values.settingsFile.configMapName -}}
{{- .Values.settingsFile.configMapName -}}
{{- else if .Values.settingsFile.content -}}
{{- include "tracker.fullname" . }}-settings
{{- end -}}
{{- end -}}

{{/* The arguments, as a JSON list. */}}
{{- define "tracker.args" -}}
{{- $args := list -}}
{{- with .Values.scope.namespaces }}{{- $args = concat $args (list "-namespace" (include "tracker.list" .)) }}{{- end -}}
{{- with .Values.scope.excludeNamespaces }}{{- $args = concat $args (list "-exclude-namespaces" (include "tracker.list" .)) }}{{- end -}}
{{- with .Values.workers }}{{- $args = concat $args (list "-workers" (include "tracker.text" .)) }}{{- end -}}
{{- if ne (int .Values.metricsPort) 9090 }}{{- $args = concat $args (list "-metrics-port" (toString .Values.metricsPort)) }}{{- end -}}
{{- range .Values.extraArgs }}{{- $args = append $args (include "tracker.text" .) }}{{- end -}}
{{- toJson $args -}}
{{- end -}}

{{/* The variables that the values set, as a JSON list of pairs in their order; an empty one is not set. */}}
{{- define "tracker.variables" -}}
{{- $secrets := "/var/run/secrets/deployment-tracker" }}
{{- $ca := or .Values.network.caCertificates.configMapName .Values.network.caCertificates.secretName }}
{{- $app := and .Values.credential.githubApp.enabled (not .Values.dryRun) }}
{{- $token := not (or $app .Values.dryRun) }}
{{- list
    (list "ORG" .Values.org)
    (list "LOGICAL_ENVIRONMENT" .Values.logicalEnvironment)
    (list "PHYSICAL_ENVIRONMENT" .Values.physicalEnvironment)
    (list "CLUSTER" .Values.cluster)
    (list "DRY_RUN" (ternary "true" "" .Values.dryRun))
    (list "GH_APP_ID" (ternary .Values.credential.githubApp.id "" $app))
    (list "GH_INSTALL_ID" (ternary .Values.credential.githubApp.installationId "" $app))
    (list "GH_APP_PRIV_KEY" (ternary (printf "%s/%s" $secrets .Values.credential.githubApp.privateKeyKey) "" $app))
    (list "API_TOKEN_FILE" (ternary (printf "%s/%s" $secrets .Values.credential.tokenKey) "" $token))
    (list "OUTBOX_PATH" "/var/lib/deployment-tracker/outbox.db")
    (list "BASE_URL" .Values.baseUrl)
    (list "CA_CERT_FILE" (ternary "/etc/deployment-tracker/ca.crt" "" (ne $ca "")))
    (list "CONFIG_FILE" (ternary "/etc/deployment-tracker-settings/settings.conf" "" (ne (include "tracker.settings" .) "")))
    (list "CONFIRM_DECOMMISSION" (ternary "true" "" .Values.confirmDecommission))
    (list "DN_TEMPLATE" .Values.nameTemplate)
    (list "EXCLUDE_KINDS" (include "tracker.list" .Values.scope.excludeKinds))
    (list "HTTPS_PROXY" .Values.network.proxy)
    (list "IMAGE_EXCLUDE" (include "tracker.list" .Values.scope.imageExclude))
    (list "IMAGE_INCLUDE" (include "tracker.list" .Values.scope.imageInclude))
    (list "INCLUDE_KINDS" (include "tracker.list" .Values.scope.includeKinds))
    (list "LOG_FORMAT" .Values.logFormat)
    (list "LOG_LEVEL" .Values.logLevel)
    (list "NO_PROXY" .Values.network.noProxy)
    (list "POD_SELECTOR" .Values.scope.podSelector)
    (list "TRACK_BARE_PODS" (ternary "true" "" .Values.scope.trackBarePods))
    | toJson }}
{{- end -}}

{{/* The rules of a role: of the whole cluster ("Cluster") or of single namespaces (""). */}}
{{- define "tracker.rules" -}}
rules:
  # Required: the tracker cannot run without these.
  - apiGroups: [""]
    resources: ["pods"]
    verbs: ["get", "list", "watch"]
  # Of all others only the metadata is read. Without one of these, such a workload counts as gone with its last pod.
  - apiGroups: ["apps"]
    resources: ["deployments", "replicasets", "daemonsets", "statefulsets"]
    verbs: ["get", "list", "watch"]
  - apiGroups: ["batch"]
    resources: ["jobs", "cronjobs"]
    verbs: ["get", "list", "watch"]
  - apiGroups: [""]
    resources: ["replicationcontrollers"]
    verbs: ["get", "list", "watch"]
{{- if eq . "Cluster" }}
  # Without it, a namespace cannot opt out by the annotation deptracker.io/track: "false". The tracker lists namespaces; a Role can
  # grant no more than to get and watch its own.
  - apiGroups: [""]
    resources: ["namespaces"]
    verbs: ["get", "list", "watch"]
{{- end }}
{{- end -}}
