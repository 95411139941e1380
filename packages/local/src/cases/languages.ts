import type { RootCauseName } from './root-causes/index.ts';

/** One root cause described in another language. */
interface TranslatedCause {
  readonly rootCause: RootCauseName;
  readonly subject: string;
  readonly cause: string;
  readonly resolution: string;
  readonly reason: string;
}

/** Sentences in languages other than English, with the same slots. */
export interface Phrasebook {
  /** The language code in a case id, as AWS Support writes it: it has codes for Japanese, none for German. */
  readonly caseIdLanguage: string;
  readonly separator: string;
  readonly problem: readonly string[];
  readonly impact: readonly string[];
  readonly rootCauses: readonly TranslatedCause[];
  readonly closing: readonly string[];
  readonly lifecycleReason: string;
}

export const GERMAN: Phrasebook = {
  caseIdLanguage: 'muen',
  separator: ' ',
  problem: [
    'Der Kunde meldete, dass {operation} für {service} seit dem Vormittag wiederholt mit {error} fehlschlug.',
    'In der Umgebung {environment} brach {operation} auf {service} mit der Meldung {error} ab, ohne dass etwas geändert worden wäre.',
  ],
  impact: [
    'Betroffen waren rund {percent} % der Anfragen über einen Zeitraum von mehreren Stunden, und der Bereitschaftsdienst wurde verständigt.',
    'Für die Fachabteilung bedeutete das spürbar längere Wartezeiten; etwa {count} Aufträge mussten später erneut ausgeführt werden.',
  ],
  rootCauses: [
    {
      rootCause: 'jobs poll without backoff',
      subject: '{service}: {operation} wird gedrosselt – „{error}“',
      cause:
        'Die Auswertung der Protokolle zeigte, dass mehrere Aufträge gleichzeitig starteten und ohne Wartezeit immer wieder nachfragten.',
      resolution:
        'Nach einer Anpassung der Wiederholversuche mit wachsender Wartezeit und einer zeitlichen Staffelung der Aufträge lief der Betrieb wieder fehlerfrei.',
      reason: 'Die Anfragerate von {operation} lag über dem, was {service} zulässt.',
    },
    {
      rootCause: 'quota at its default',
      subject: 'Erhöhung von „{limit}“ für {service}',
      cause:
        'Ursache war das Kontingent „{limit}“, das noch auf dem Standardwert stand, obwohl die Nutzung deutlich gewachsen war.',
      resolution:
        'Der Support erläuterte die Zusammenhänge, erhöhte den Grenzwert und prüfte gemeinsam mit dem Kunden, dass {metric} wieder im üblichen Bereich lag.',
      reason: 'Das Kontingent „{limit}“ war ausgeschöpft.',
    },
    {
      rootCause: 'connections not reused',
      subject: '{service}: „{error}“ bei {operation} unter Last',
      cause:
        'Die Anwendung öffnete für jede Anfrage eine neue Verbindung und gab keine zurück, bis auf den Knoten keine mehr frei war.',
      resolution:
        'Seit die Verbindungen in einem Pool fester Größe gehalten und wiederverwendet werden, tritt der Fehler nicht mehr auf, und {metric} ist stabil.',
      reason: 'Die Anwendung des Kunden gab Verbindungen nicht zurück.',
    },
    {
      rootCause: 'slow partner system',
      subject: '{service}: Wartezeiten wegen eines externen Systems',
      cause:
        'Die Schnittstelle eines Partners antwortete zu Spitzenzeiten erst nach über zehn Sekunden, und eine Zeitbegrenzung war nicht gesetzt.',
      resolution:
        'Eine Warteschlange vor der Schnittstelle des Partners und eine Zeitbegrenzung von zwei Sekunden lösten den Stau auf, und der Betrieb lief wieder fehlerfrei.',
      reason: 'Ein System eines Partners verursachte die Verzögerung.',
    },
  ],
  closing: [
    'Der Fall wurde einvernehmlich geschlossen.',
    'Der Kunde bestätigte die Lösung schriftlich und dankte für die rasche Bearbeitung.',
    'Künftig überwacht ein Alarm diese Größe, und die Schritte stehen im Betriebshandbuch der zuständigen Mannschaft.',
    'Als Nächstes wird der Kunde die Überwachung ausbauen, die Abläufe im Betriebshandbuch ergänzen und vor der Hochsaison einen Lasttest durchführen.',
    'Als Nächstes wird der Kunde die Überwachung ausbauen, die Abläufe im Betriebshandbuch ergänzen und die Ergebnisse in der monatlichen Besprechung mit allen beteiligten Teams vorstellen.',
    'Darüber hinaus werden die übrigen Konten des Unternehmens auf dieselbe Schwachstelle geprüft, die Abläufe im Betriebshandbuch ergänzt und die Ergebnisse in der monatlichen Besprechung mit allen beteiligten Teams vorgestellt.',
  ],
  lifecycleReason: 'Vorsorge an dieser Stelle hätte die Störung von {service} verhindert oder verkürzt.',
};

export const JAPANESE: Phrasebook = {
  caseIdLanguage: 'muja',
  separator: '',
  problem: [
    'お客様より、{environment} 環境の {service} に対する {operation} の呼び出しが、午前中から断続的に {error} で失敗し、業務システムの一部の画面が表示されない状態になっているとのお問い合わせをいただきました。',
    '{service} をご利用中のお客様から、{operation} を実行すると {error} が返され、{environment} 環境における夜間のバッチ処理が予定の時刻までに完了しなかったとのご報告をいただき、調査を開始いたしました。',
  ],
  impact: [
    '影響の範囲は全リクエストのおよそ {percent} パーセントで、数時間にわたり約 {count} 件の処理を再実行する必要があり、運用ご担当者様は手作業による確認と関係部署へのご連絡を余儀なくされておりました。',
    'この事象により、利用者の皆様の待ち時間が通常より大幅に長くなり、およそ {count} 件のご注文の処理が翌営業日まで遅延したため、社内の関係部署において緊急の対策会議が開かれておりました。',
  ],
  rootCauses: [
    {
      rootCause: 'jobs poll without backoff',
      subject: '{service} の {operation} で「{error}」が発生しています',
      cause:
        'ログとメトリクスを確認したところ、複数のジョブが毎時零分に同時に開始され、待機時間を置かずに同じ API を繰り返し呼び出していたため、リクエスト数が一時的に許容量を超えていたことが判明いたしました。',
      resolution:
        'サポートから指数バックオフとジッターを用いた再試行、および実行時刻の分散をご提案し、お客様が設定を変更された後は、{metric} の値が通常の範囲に戻り、エラーが発生していないことを確認いたしました。',
      reason: '{operation} のリクエスト数が {service} の許容量を超えていたため。',
    },
    {
      rootCause: 'quota at its default',
      subject: '{service} の上限緩和（{limit}）について',
      cause:
        '調査の結果、「{limit}」のクォータが初期値のままであり、この半年間で利用量が大きく増加していたにもかかわらず、使用率の監視が設定されていなかったことが直接の原因であると判断いたしました。',
      resolution:
        '上限の引き上げを実施するとともに、不要になったリソースの整理をご案内し、その後一週間にわたり {metric} を観察した結果、同様のエラーが再発していないことをお客様とともに確認いたしました。',
      reason: '「{limit}」のクォータが上限に達していたため。',
    },
    {
      rootCause: 'connections not reused',
      subject: '{service} への接続で「{error}」が発生（{operation}）',
      cause:
        'アプリケーションのログを確認したところ、リクエストごとに新しいクライアントを生成して接続を再利用しておらず、開いたままの接続が蓄積してローカルのリソースが枯渇していたことが判明いたしました。',
      resolution:
        'クライアントをハンドラーの外で一度だけ生成し、上限を設けた接続プールを使用するようご案内し、お客様が修正版を公開された後は、{metric} の値が通常の範囲に戻ったことを確認いたしました。',
      reason: 'お客様のアプリケーションが接続を再利用していなかったため。',
    },
    {
      rootCause: 'slow partner system',
      subject: '{service} の応答遅延（外部システム待ち）',
      cause:
        '調査の結果、お客様が利用されている外部パートナーの API がピーク時に十秒以上応答せず、タイムアウトも設定されていなかったため、待機中のリクエストが滞留していたことが直接の原因であると判断いたしました。',
      resolution:
        'パートナーの API の前段にキューとサーキットブレーカーを配置し、二秒のタイムアウトを設定するようご案内し、設定変更後の一週間にわたり滞留が再発していないことをお客様とともに確認いたしました。',
      reason: 'パートナーのシステムの応答が遅延していたため。',
    },
  ],
  closing: [
    '今後は {metric} にアラームを設定し、使用率が八割に達した時点で担当者へ通知されるように変更するとともに、同様の構成を持つ他のアカウントについても順次点検を進め、結果を次回の月次運用会議で共有していただく予定です。お客様からは迅速な対応への感謝のお言葉を頂戴しており、あわせてご相談のあった費用の見積もりについても、担当の営業部門から別途ご連絡を差し上げることといたしました。追加のご質問がないことを確認のうえ、本件は解決済みとしてクローズいたしました。',
    'お客様は、開発チーム向けの勉強会の開催、コードレビューの観点への再試行処理の追加、ならびに障害発生時の連絡体制の見直しを決定されており、技術担当者より関連資料と構成例をお送りいたしました。追加のご質問がないことを確認させていただいたうえで、本件は解決済みとしてクローズいたしました。',
    '再発防止策として、アラームの追加、運用手順書の更新、繁忙期前の負荷試験の実施、ならびに他のアカウントにおける同様の設定の点検を計画されており、次回の定例会議において進捗をご報告いただくこととし、本件は解決済みとしてクローズいたしました。',
    '再発防止策として、アラームの追加、運用手順書の更新、繁忙期前の負荷試験の実施、ならびに他のアカウントにおける同様の設定の点検を計画されており、次回の定例会議において進捗をご報告いただくことといたしました。あわせて、担当のテクニカルアカウントマネージャーより、関連するドキュメントと構成例をお送りし、ご不明な点がないことを確認のうえ、本件は解決済みとしてクローズいたしました。',
  ],
  lifecycleReason: '事前の対策により {service} の障害を防止または短縮できたと考えられるため。',
};
